/** What varies from run to run, and what stands for it in a transcript. */
const PLACEHOLDERS: readonly (readonly [what: RegExp, standIn: string])[] = [
  [/eyJ[\w-]+\.[\w-]+\.[\w-]*/g, 'eyJ…'],
  [/\b\d+ ms\b/g, '12 ms'],
  [/\b\d+ requests, \d+\.\d s\b/g, '350 requests, 2.5 s'],
  [/\b20\d\d-\d\d-\d\d \d\d:\d\d:\d\d \+00:00\b/g, '2026-01-31 09:05:00 +00:00'],
  [/("(?:exp|nbf|iat|auth_time)": )\d{10}\b/g, '$11769850300'],
  // Half an hour later is not the same time.
  [/(?<day>2026-01-31 09:)05(?<rest>:00 \+00:00, in 30 minutes)/g, '$<day>35$<rest>'],
  [/\b(?:now|\d seconds? ago)\b/g, 'now'],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, '…'],
  [/("?(?:kid|jti|sid)"?:? +"?)[\w-]{16,}/g, '$1…'],
]

/** Puts stand-ins for what varies. */
export function toPlaceholders(output: string): string {
  return PLACEHOLDERS.reduce((text, [what, standIn]) => text.replace(what, standIn), output)
}
