// Zip files, written and read in the browser.

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
      [4, 0x02014b50], [2, 20], [2, 20], ...about, [2, 0], [2, 0], [2, 0], [4, 0], [4, offset]
    );
    parts.push(local, label, packed);
    directory.push(central, label);
    offset += local.length + label.length + packed.length;
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  const count = files.length;
  const end = numbers(
    [4, 0x06054b50], [2, 0], [2, 0], [2, count], [2, count], [4, size], [4, offset], [2, 0]
  );
  return new Blob([...parts, ...directory, end], { type: 'application/zip' });
}

// The files of a zip, as a map from name to Uint8Array; throws an Error with a sentence.
export async function unpack(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = bytes.length - 22;
  while (end >= 0 && view.getUint32(end, true) !== 0x06054b50) end--;
  if (end < 0) throw new Error('it is no zip file, or only a part of one');
  const found = new Map();
  let at = view.getUint32(end + 16, true);
  for (let left = view.getUint16(end + 10, true); left > 0; left--) {
    const [method, size] = [view.getUint16(at + 10, true), view.getUint32(at + 20, true)];
    const lengths = [28, 30, 32].map(place => view.getUint16(at + place, true));
    const local = view.getUint32(at + 42, true);
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + lengths[0]));
    const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
    const packed = bytes.subarray(start, start + size);
    if (method !== 0 && method !== 8) throw new Error(`${name} in it is packed in an unknown way`);
    const data = method ? await through(packed, new DecompressionStream('deflate-raw')) : packed;
    if (crc32(data) !== view.getUint32(at + 16, true)) throw new Error(`${name} in it is damaged`);
    if (!name.endsWith('/')) found.set(name, data);
    at += 46 + lengths[0] + lengths[1] + lengths[2];
  }
  return found;
}
