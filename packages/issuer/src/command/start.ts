#!/usr/bin/env node
import { createIssuer, type RunningIssuer } from '../issuer.ts'
import { HELP, readCommandLine, toCommandWords } from './command-line.ts'

/** The command: starts an issuer, says where it is, and stops it on a signal. A mistake is one sentence and exit code 2. */
try {
  const command = readCommandLine(process.argv.slice(2))
  if (command.kind === 'help') {
    process.stdout.write(HELP)
  } else {
    const issuer = createIssuer(command.issuer)
    // A bad file of keys should stop the start; where there is none, no key is made yet.
    if (command.issuer.keysFile !== undefined) await issuer.jwks()
    const running = await issuer.listen(command.listen)
    announce(running)
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void running.close())
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
