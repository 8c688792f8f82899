import { describeMachine, describeVersions } from '../machine.ts'
import { writeBetweenMarkers } from '../write-between-markers.ts'
import { FAULT_GROUPS } from './fault-groups.ts'
import { LIBRARIES } from './libraries.ts'
import { makeLocalCertificate } from './local-certificate.ts'
import { playAll } from './play-all.ts'
import { refreshLatencyTable } from './refresh-latency.ts'
import { toReport } from './report.ts'

const PACKAGES = [
  'tokenstile',
  'jose',
  'jwks-rsa',
  'jsonwebtoken',
  'aws-jwt-verify',
  'get-jwks',
  'fast-jwt',
  'express',
  'express-oauth2-jwt-bearer',
]
const DOCUMENT = new URL('../../../docs/keys.md', import.meta.url)

const options = process.argv.slice(2)
const unknown = options.find((option) => option !== '--write')
if (unknown === undefined) await measureAll(options.includes('--write'))
else {
  console.error(`unknown option ${unknown}; hint: there is --write`)
  process.exitCode = 1
}

async function measureAll(isWritten: boolean): Promise<void> {
  const certificate = await makeLocalCertificate()
  try {
    const seen = await playAll(FAULT_GROUPS, LIBRARIES, certificate, say)
    say('measuring refreshes from a slow issuer ...')
    const report = toReport({
      machine: describeMachine(),
      versions: describeVersions(PACKAGES),
      libraries: LIBRARIES,
      groups: FAULT_GROUPS,
      seen,
      latency: await refreshLatencyTable(certificate),
    })
    console.log(report)
    if (isWritten) {
      writeBetweenMarkers(DOCUMENT, 'faults', report)
      say('wrote docs/keys.md')
    }
  } finally {
    await certificate.remove()
  }
}

/** Progress goes beside the result, which can be piped. */
function say(what: string): void {
  console.error(what)
}
