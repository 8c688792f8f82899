import { isIP } from 'node:net'
import { connect, type PeerCertificate } from 'node:tls'
import { describeDistance } from '../terminal/local-time.ts'
import type { Look } from './finding.ts'

const SOON_SECONDS = 14 * 86_400
const TIMEOUT_MS = 5_000

/** Looks at when the certificate of an address ends. That it is trusted here, the fetches before this have shown. */
export async function lookAtCertificate({ hostname, port }: URL, nowMs: number): Promise<Look> {
  const at = 'certificate'
  const certificate = await readCertificate(hostname.replace(/^\[|\]$/g, ''), Number(port || 443))
  const seconds = (Date.parse(certificate?.valid_to ?? '') - nowMs) / 1000
  if (Number.isNaN(seconds)) return { at, findings: [] }
  const ends = `ends ${describeDistance(seconds)}`
  return {
    at,
    seen: `trusted here, ${ends}`,
    findings:
      seconds > SOON_SECONDS
        ? []
        : [
            {
              name: 'certificate-ends-soon',
              sentence: `the certificate of ${hostname} ${ends}; from then on no backend gets keys`,
              remedy: 'renew it, and look why that did not happen by itself',
            },
          ],
  }
}

function readCertificate(host: string, port: number): Promise<PeerCertificate | undefined> {
  return new Promise((resolve) => {
    const socket = connect({
      host,
      port,
      // An address is no name (RFC 6066 §3).
      ...(isIP(host) === 0 && { servername: host }),
      timeout: TIMEOUT_MS,
    })
    const end = (certificate: PeerCertificate | undefined): void => {
      socket.destroy()
      resolve(certificate)
    }
    socket.once('secureConnect', () => end(socket.getPeerCertificate()))
    socket.once('timeout', () => end(undefined))
    socket.once('error', () => end(undefined))
  })
}
