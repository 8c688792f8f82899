/** A curl command that the example printed, and the status that the line above it promises. */
export interface PrintedCall {
  readonly what: string
  readonly status: number
  readonly url: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
}

/** The calls that were printed: a comment that ends with a status, then a command. */
export function readPrintedCalls(output: string): readonly PrintedCall[] {
  return Array.from(output.matchAll(/^# (.+)\n(curl .+)$/gm), ([, what = '', curl = '']) => {
    const { url, method = 'GET' } = readCommand(curl)
    const headers = Array.from(curl.matchAll(/ -H "([^:"]+): ([^"]+)"/g), ([, name, value]) => [name, value])
    return {
      what,
      status: Number(/: (\d{3})\b/.exec(what)?.[1]),
      url,
      method,
      headers: Object.fromEntries(headers),
    }
  })
}

function readCommand(curl: string): { readonly url: string; readonly method?: string } {
  const match = /^curl -i (?:-X ([A-Z]+) )?(http:\S+)(?: -H "[^"]+")*$/.exec(curl)
  if (match === null) throw new Error(`not a command that this test knows: ${curl.slice(0, 60)}`)
  const [, method, url = ''] = match
  return { url, ...(method !== undefined && { method }) }
}
