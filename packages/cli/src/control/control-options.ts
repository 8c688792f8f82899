import type { Command } from 'commander'

/** Which local issuer a command steers. */
export interface ControlOptions {
  readonly issuer?: string | undefined
  readonly json?: boolean | undefined
}

/** Adds what says which local issuer is meant. */
export function withControl(command: Command): Command {
  return command.option(
    '--issuer <url>',
    'the local issuer; default: TOKENSTILE_ISSUER, else http://localhost:4000',
  )
}
