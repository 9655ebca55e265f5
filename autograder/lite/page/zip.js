// Zip files, written and read in the browser.

import { Said } from './said.js';

const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const ENCRYPTED = -1;
const CRC = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value >>> 0;
});

export function crc32(data) {
  let value = 0xffffffff;
  for (const byte of data) value = CRC[(value ^ byte) & 0xff] ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
}

async function through(data, stream) {
  const piped = new Blob([data]).stream().pipeThrough(stream);
  return new Uint8Array(await new Response(piped).arrayBuffer());
}

// The date and time of a zip entry: two seconds are its smallest step.
function dosTime(date) {
  const day = ((date.getFullYear() - 1980) << 9) | ((date.getMonth() + 1) << 5) | date.getDate();
  const time = (date.getHours() << 11) | (date.getMinutes() << 5) | (date.getSeconds() >> 1);
  return (((day & 0xffff) << 16) | time) >>> 0;
}

function numbers(...pairs) {
  const view = new DataView(new ArrayBuffer(pairs.reduce((sum, [size]) => sum + size, 0)));
  let at = 0;
  for (const [size, value] of pairs) {
    if (size === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += size;
  }
  return new Uint8Array(view.buffer);
}

// A zip of files [{ name, data: Uint8Array, date }], as a Blob.
export async function pack(files) {
  const parts = [];
  const directory = [];
  let offset = 0;
  for (const { name, data, date } of files) {
    const label = new TextEncoder().encode(name);
    const packed = await through(data, new CompressionStream('deflate-raw'));
    const about = [
      [2, 0x0800], [2, 8], [4, dosTime(date)], [4, crc32(data)],
      [4, packed.length], [4, data.length], [2, label.length], [2, 0]
    ];
    const local = numbers([4, 0x04034b50], [2, 20], ...about);
    const central = numbers(
      [4, CENTRAL], [2, 20], [2, 20], ...about, [2, 0], [2, 0], [2, 0], [4, 0], [4, offset]
    );
    parts.push(local, label, packed);
    directory.push(central, label);
    offset += local.length + label.length + packed.length;
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  const count = files.length;
  const end = numbers(
    [4, END], [2, 0], [2, 0], [2, count], [2, count], [4, size], [4, offset], [2, 0]
  );
  return new Blob([...parts, ...directory, end], { type: 'application/zip' });
}

// The files of a zip, as a map from name to Uint8Array; throws an error with a sentence.
export async function unpack(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = bytes.length - 22;
  while (end >= 0 && view.getUint32(end, true) !== END) end--;
  if (end < 0) throw new Said('it is no zip file, or only a part of one');
  const found = new Map();
  let at = view.getUint32(end + 16, true);
  for (let left = view.getUint16(end + 10, true); left > 0; left--) {
    const entry = entryAt(bytes, view, at);
    if (!entry) throw new Said('it is a zip file with a part missing');
    if (!entry.name.endsWith('/')) found.set(entry.name, await dataOf(entry));
    at = entry.next;
  }
  return found;
}

// What the directory of a zip says at a place; nothing where it points outside of the file.
function entryAt(bytes, view, at) {
  try {
    if (view.getUint32(at, true) !== CENTRAL) return null;
    const [flags, method, size] = [view.getUint16(at + 8, true), view.getUint16(at + 10, true),
      view.getUint32(at + 20, true)];
    const [label, more, note] = [28, 30, 32].map(place => view.getUint16(at + place, true));
    const local = view.getUint32(at + 42, true);
    const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
    if (start + size > bytes.length) return null;
    return {
      name: new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + label)),
      packed: bytes.subarray(start, start + size),
      method: flags & 1 ? ENCRYPTED : method,
      sum: view.getUint32(at + 16, true),
      next: at + 46 + label + more + note
    };
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

async function dataOf({ name, packed, method, sum }) {
  if (method === ENCRYPTED) throw new Said('it has a password; pack it without');
  if (method !== 0 && method !== 8) throw new Said(`${name} in it is packed in an unknown way`);
  const damaged = new Said(`${name} in it is damaged`);
  let data = packed;
  if (method) {
    data = await through(packed, new DecompressionStream('deflate-raw')).catch(() => { throw damaged; });
  }
  if (crc32(data) !== sum) throw damaged;
  return data;
}
