#!/usr/bin/env node
import { createIssuer, type RunningIssuer } from '../issuer.ts'
import { HELP, readCommandLine, toCommandWords } from './command-line.ts'

/** The command: starts an issuer, says where it is, and stops it on a signal. A mistake is one sentence and exit code 2. */
try {
  const command = readCommandLine(process.argv.slice(2))
  if (command.kind === 'help') {
    process.stdout.write(HELP)
  } else {
    const issuer = await createIssuer(command.issuer).listen(command.listen)
    announce(issuer)
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void issuer.close())
  }
} catch (error) {
  const message = error instanceof Error ? error.message : String(error)
  process.stderr.write(`could not start: ${toCommandWords(message)}\n`)
  process.exitCode = 2
}

function announce({ endpoint, port, controlToken }: RunningIssuer): void {
  const lines = [
    `issuer:    ${endpoint}`,
    `discovery: ${endpoint}/.well-known/openid-configuration`,
    `control:   http://localhost:${port}/dev/`,
    ...(controlToken === undefined ? [] : [`token for /dev/: ${controlToken}`]),
    'It signs for anyone who asks. Ctrl-C stops it.',
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
}
