import { runCommandLine } from '../../dist/command-line.js'

/** What a command gave. */
export interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

interface Given {
  readonly stdin?: string
  readonly environment?: Readonly<Record<string, string>>
  readonly isTerminal?: boolean
}

/** Runs a command in this process, as somebody would who pipes something in. */
export async function run(
  args: readonly string[],
  { stdin = '', environment = {}, isTerminal = false }: Given = {},
): Promise<Ran> {
  let out = ''
  let err = ''
  let code = 0
  await runCommandLine(args, {
    environment,
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    stdin: {
      async *[Symbol.asyncIterator]() {
        yield Buffer.from(stdin)
      },
    },
    isTerminal: { in: isTerminal, out: isTerminal, err: isTerminal },
    columns: 80,
    now: Date.now,
    setCode: (given) => void (code = given),
    onInterrupt: () => () => undefined,
    openBrowser: () => undefined,
  })
  return { code, out, err }
}
