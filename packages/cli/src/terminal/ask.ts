import { Interrupted } from '../interrupted.ts'
import type { Surroundings } from '../surroundings.ts'
import { UsageError } from '../usage-error.ts'

const ENTER = new Set(['\r', '\n'])
const CTRL_C = '\u0003'
const CTRL_D = '\u0004'
const CTRL_U = '\u0015'
const BACKSPACE = new Set(['\u007f', '\b'])
/** What some terminals put around what is pasted. */
const PASTE_MARKS = ['\u001b[200~', '\u001b[201~']

/**
 * Asks a question at the terminal and gives the answer, which is not shown while it is typed. Key by key, since a
 * terminal that collects lines cuts them at 4096 characters. Ctrl-C throws `Interrupted`.
 */
export async function ask(question: string, { stdin, err }: Surroundings): Promise<string> {
  // Before the question: who answers at once must not see the answer either.
  stdin.setRawMode?.(true)
  err(question)
  try {
    return await readLine(stdin)
  } finally {
    stdin.setRawMode?.(false)
    err('\n')
  }
}

async function readLine(stdin: Surroundings['stdin']): Promise<string> {
  let line = ''
  for await (const chunk of stdin) {
    for (const key of withoutPasteMarks(Buffer.from(chunk).toString('utf8'))) {
      if (ENTER.has(key)) return line
      if (key === CTRL_C) throw new Interrupted()
      if (key === CTRL_D) throw new UsageError('no answer was given', 'type or paste one, then press Enter')
      if (key === CTRL_U) line = ''
      else if (BACKSPACE.has(key)) line = line.slice(0, -1)
      else line += key
    }
  }
  return line
}

function withoutPasteMarks(text: string): string {
  return PASTE_MARKS.reduce((rest, mark) => rest.replaceAll(mark, ''), text)
}
