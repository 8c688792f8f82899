import { startFaultIssuer } from './fault-issuer.ts'
import type { Library } from './libraries.ts'
import type { LocalCertificate } from './local-certificate.ts'
import type { Fault } from './stage.ts'
import { startBackend } from './started-backend.ts'

const BOUND_MS = 60_000

/** Plays one fault to one library, in a process of its own, and gives in words what was seen. Takes a minute at most. */
export async function playFault(
  fault: Fault,
  library: Library,
  certificate: LocalCertificate,
): Promise<string> {
  const issuer = await startFaultIssuer(certificate)
  const backend = await startBackend(library.module, issuer, certificate)
  let timer: NodeJS.Timeout | undefined
  const bound = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve('not measured (took more than a minute)'), BOUND_MS)
  })
  try {
    return await Promise.race([fault.play({ issuer, backend, library }), bound])
  } catch (error) {
    if (backend.hasEnded()) return 'the process dies'
    throw error
  } finally {
    clearTimeout(timer)
    await backend.stop()
    await issuer.stop()
  }
}
