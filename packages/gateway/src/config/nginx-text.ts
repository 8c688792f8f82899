/** A directive of an nginx configuration, with the block behind it where it has one. */
export interface NginxDirective {
  /** In lower case. */
  readonly name: string
  /** Without their quotes. */
  readonly args: readonly string[]
  readonly line: number
  readonly block: readonly NginxDirective[] | undefined
}

/**
 * Reads the text of an nginx configuration, whole or a part. Takes what it can make of broken text, since nginx itself says
 * what is wrong with it. Does NOT follow `include`.
 */
export function readNginx(text: string): readonly NginxDirective[] {
  const reader: Reader = { text, at: 0, line: 1 }
  const directives: NginxDirective[] = []
  // A closing brace too many does not end it.
  while (reader.at < text.length) directives.push(...readBlock(reader))
  return directives
}

interface Reader {
  readonly text: string
  at: number
  line: number
}

/** Reads until the brace that closes the block. */
function readBlock(reader: Reader): NginxDirective[] {
  const directives: NginxDirective[] = []
  let words: string[] = []
  let line = 0
  for (;;) {
    skipBlank(reader)
    const char = reader.text[reader.at]
    if (char === undefined || char === '}') {
      reader.at++
      if (words.length > 0) directives.push(toDirective(words, line, undefined))
      return directives
    }
    if (char === ';' || char === '{') {
      reader.at++
      const block = char === ';' ? undefined : readBody(reader, words)
      if (words.length > 0) directives.push(toDirective(words, line, block))
      words = []
    } else {
      if (words.length === 0) line = reader.line
      words.push(readWord(reader))
    }
  }
}

function readBody(reader: Reader, [name = '']: readonly string[]): NginxDirective[] {
  if (!name.endsWith('_by_lua_block')) return readBlock(reader)
  skipProgram(reader)
  return []
}

/** Another language: only its braces are counted. */
function skipProgram(reader: Reader): void {
  for (let depth = 1; depth > 0 && reader.at < reader.text.length; step(reader)) {
    const char = reader.text[reader.at]
    if (char === '{') depth++
    if (char === '}') depth--
  }
}

function skipBlank(reader: Reader): void {
  for (;;) {
    const char = reader.text[reader.at]
    if (char === '#') {
      const end = reader.text.indexOf('\n', reader.at)
      reader.at = end < 0 ? reader.text.length : end
    } else if (char !== undefined && char.trim() === '') step(reader)
    else return
  }
}

function readWord(reader: Reader): string {
  const { text } = reader
  const quote = text[reader.at] === '"' || text[reader.at] === "'" ? text[reader.at] : undefined
  if (quote !== undefined) step(reader)
  let word = ''
  for (let char = text[reader.at]; char !== undefined; char = text[reader.at]) {
    if (quote === undefined ? endsWord(char) && !(char === '{' && word.endsWith('$')) : char === quote) break
    if (quote === undefined && char === '{') {
      // A variable in braces: ${name}.
      const end = text.indexOf('}', reader.at)
      const variable = text.slice(reader.at, end < 0 ? text.length : end + 1)
      word += variable
      for (let left = variable.length; left > 0; left--) step(reader)
      continue
    }
    if (char === '\\') step(reader)
    word += text[reader.at] ?? ''
    step(reader)
  }
  if (quote !== undefined) step(reader)
  return word
}

function endsWord(char: string): boolean {
  return char === ';' || char === '{' || char === '}' || char.trim() === ''
}

function step(reader: Reader): void {
  if (reader.text[reader.at] === '\n') reader.line++
  reader.at++
}

function toDirective(
  [name = '', ...args]: readonly string[],
  line: number,
  block: readonly NginxDirective[] | undefined,
): NginxDirective {
  return { name: name.toLowerCase(), args, line, block }
}
