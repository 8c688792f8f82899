import { readFileSync } from 'node:fs'
import { inRepository } from '../package/child-process.ts'

/** One fenced block of a document. */
export interface CodeBlock {
  readonly language: string
  readonly text: string
  /** The line of the document that it starts at, for messages. */
  readonly line: number
}

/** Reads the fenced code blocks of a document of this repository, in order. */
function readCodeBlocks(document: string): readonly CodeBlock[] {
  const lines = readFileSync(inRepository(document), 'utf8').split('\n')
  const blocks: CodeBlock[] = []
  let open: { language: string; line: number } | undefined
  lines.forEach((line, index) => {
    if (!line.startsWith('```')) return
    if (open === undefined) {
      open = { language: line.slice(3).trim(), line: index + 1 }
    } else {
      blocks.push({ ...open, text: `${lines.slice(open.line, index).join('\n')}\n` })
      open = undefined
    }
  })
  return blocks
}

/** The blocks of one language. */
export function readBlocksOf(document: string, language: string): readonly CodeBlock[] {
  return readCodeBlocks(document).filter((block) => block.language === language)
}
