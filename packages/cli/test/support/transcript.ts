import type { Scene } from './scene.ts'

/** A command line and what came of it. */
export interface Exchange {
  readonly command: string
  readonly output: string
  readonly code: number
}

/** A transcript as it is written: `$ command`, what was printed, `[exit 1]`; the rest between them is for the reader. */
export function readTranscript(text: string): readonly Exchange[] {
  const exchanges = text.split(/^(?=\$ )/m).filter((part) => part.startsWith('$ '))
  return exchanges.map((part) => {
    const [, command = '', output = '', code] = /^\$ (.*)\n([^]*?)^\[exit (\d+)\]$/m.exec(part) ?? []
    if (code === undefined) throw new Error(`no [exit …] after: ${part}`)
    return { command, output, code: Number(code) }
  })
}

/** Runs the commands of a transcript and gives it as it is now: what lies between the exchanges stays. */
export async function replay(text: string, scene: Scene): Promise<string> {
  let now = ''
  for (const part of text.split(/^(?=\$ )/m)) {
    if (!part.startsWith('$ ')) {
      now += part
      continue
    }
    const [command = ''] = part.slice(2).split('\n')
    const { output, code } = await scene.run(command)
    const [, rest = '\n'] = /^\[exit \d+\]$([^]*)/m.exec(part) ?? []
    now += `$ ${command}\n${output}[exit ${code}]${rest}`
  }
  return now
}
