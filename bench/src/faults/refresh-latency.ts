import { toTable } from '../markdown-table.ts'
import { quantile } from '../statistics.ts'
import { answerAfter } from './answers.ts'
import { startFaultIssuer } from './fault-issuer.ts'
import { LIBRARIES } from './libraries.ts'
import type { LocalCertificate } from './local-certificate.ts'
import { startBackend } from './started-backend.ts'

export const TTL_SECONDS = 3
export const ISSUER_SECONDS = 2
export const LOAD_SECONDS = 15
export const EVERY_MS = 10

const COMPARED = ['tokenstile', 'jose', 'aws-jwt-verify']

/** How long verifications take while keys are refreshed again and again from a slow issuer. */
export async function refreshLatencyTable(certificate: LocalCertificate): Promise<string> {
  const rows: string[][] = []
  for (const { module, title } of LIBRARIES.filter(({ module }) => COMPARED.includes(module))) {
    rows.push([title, ...(await measureUnderLoad(module, certificate))])
  }
  return toTable(
    ['', 'fetches of the key set', 'p50', 'p99', 'longest', 'waited over 0.1 s', 'refused'],
    rows,
  )
}

async function measureUnderLoad(module: string, certificate: LocalCertificate): Promise<string[]> {
  const issuer = await startFaultIssuer(certificate)
  const backend = await startBackend(module, { ...issuer, ttlSeconds: TTL_SECONDS }, certificate)
  try {
    const tokens = Array.from({ length: (LOAD_SECONDS * 1000) / EVERY_MS }, () => issuer.sign())
    // The first fetch is not what is measured here, nor the time in which the engine compiles.
    await backend.verify(tokens.slice(0, 200))
    await issuer.settle()
    issuer.takeRequests()
    issuer.answer(answerAfter(ISSUER_SECONDS * 1000), 'jwks')
    const outcomes = await backend.verifySteadily(
      Array.from(tokens, () => issuer.sign()),
      EVERY_MS,
    )
    const times = outcomes.map(({ ms }) => ms)
    const waited = times.filter((ms) => ms > 100).length / times.length
    return [
      String(issuer.takeRequests().jwks),
      milliseconds(quantile(times, 0.5)),
      milliseconds(quantile(times, 0.99)),
      milliseconds(Math.max(...times)),
      `${(waited * 100).toFixed(1)} %`,
      String(outcomes.filter(({ is }) => is !== 'passed').length),
    ]
  } finally {
    await backend.stop()
    await issuer.stop()
  }
}

function milliseconds(value: number): string {
  return `${value < 100 ? value.toFixed(1) : value.toFixed(0)} ms`
}
