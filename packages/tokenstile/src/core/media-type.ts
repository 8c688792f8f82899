/** A media type as it is compared: ASCII lower case, without `application/`. RFC 7515 §4.1.9. */
export function toMediaType(typ: string): string {
  // toLowerCase alone would turn U+212A into k: only ASCII is folded.
  const lower = typ.replace(/[A-Z]/g, (letter) => letter.toLowerCase())
  return lower.startsWith('application/') ? lower.slice('application/'.length) : lower
}
