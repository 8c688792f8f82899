/** Text of strangers for a terminal: what would steer it, or turn the line around, is shown as an escape instead. */
export function printable(text: string): string {
  return text.replace(
    // eslint-disable-next-line no-control-regex -- these are what must not get through
    /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
