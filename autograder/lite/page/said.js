// What is said when something does not work: one sentence, whatever went wrong.

// An error whose text is for the reader.
export class Said extends Error {}

const FULL = 'this browser has no room left for this site; download your work, then clear space';
const NOTHING = 'this browser keeps nothing for this site (a private window, or its data is blocked)';

// The words for an error: `else_` where it was none that anybody foresaw.
export function words(error, else_) {
  if (error instanceof Said) return error.message;
  const name = error?.name ?? '';
  if (name === 'QuotaExceededError' || /quota|disk/i.test(error?.message ?? '')) return FULL;
  if (['SecurityError', 'InvalidStateError', 'UnknownError'].includes(name)) return NOTHING;
  return else_;
}
