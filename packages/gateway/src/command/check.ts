import { inlineFiles } from '../config/inline-files.ts'
import { lint } from '../config/lint.ts'
import { lintNginx } from '../config/lint-nginx.ts'
import { nameMistake } from '../config/name-mistake.ts'
import { readText, type ReadConfig } from '../config/read-config.ts'
import { createSetup, type Setup } from '../server/setup.ts'
import { explainRequest } from './explain-request.ts'

/**
 * Looks through a configuration that could be read: prints what looks wrong, and what a request would get. Gives the exit
 * code: 0 where nothing was found, 1 where something was.
 */
export function check(
  read: ReadConfig,
  {
    explain,
    nginx,
  }: { readonly explain?: readonly string[] | undefined; readonly nginx?: string | undefined },
  out: (text: string) => void,
): number {
  // The library finds mistakes that only it knows.
  const setup = tryOut(read)
  const warnings = [
    ...lint(read.config).map((problem) => `warning: ${read.locate(problem)}`),
    ...(nginx === undefined ? [] : findInNginx(nginx, read)),
  ]
  for (const line of warnings) out(`${line}\n`)
  if (explain !== undefined) out(`${explainRequest(explain, setup)}\n`)
  if (warnings.length === 0) out('no mistakes found\n')
  return warnings.length === 0 ? 0 : 1
}

function tryOut(read: ReadConfig): Setup {
  try {
    const setup = createSetup(inlineFiles(read), { onDecision: () => {}, onEvent: () => {}, isTrial: true })
    setup.verifier.close()
    return setup
  } catch (error) {
    throw nameMistake(error, read)
  }
}

function findInNginx(path: string, { config }: ReadConfig): readonly string[] {
  const findings = lintNginx(readText(path), { cookiePrefix: config.resolver?.cookiePrefix })
  return findings.map(({ line, message }) => `warning: ${path}:${line}: ${message}`)
}
