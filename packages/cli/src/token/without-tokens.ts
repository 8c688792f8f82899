/** Takes out what may be a token. */
export function withoutTokens(text: string): string {
  return text.replace(/\beyJ[\w-]{8,}(?:\.[\w-]*)*/g, '(a token)')
}
