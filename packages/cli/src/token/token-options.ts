import type { Command } from 'commander'

/** How a token is given to a command. */
export interface TokenOptions {
  /** From the command line, where others can read it; `-` means standard input. */
  readonly token?: string | undefined
  readonly tokenFile?: string | undefined
}

/** Adds the ways to give a token. */
export function withToken(command: Command): Command {
  return command
    .argument('[token]', 'the token, or - for standard input; better not here: others can read it')
    .option('--token-file <path>', 'reads the token from a file')
}
