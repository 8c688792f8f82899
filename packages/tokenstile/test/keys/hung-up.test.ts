import { test } from 'node:test'
import { openHttpScene } from '../support/http-scene.ts'
import { assertRefused } from '../support/refusals.ts'

test(
  'hangs up on its issuer when it is closed, and tells those who wait that keys are unavailable',
  { timeout: 20_000 },
  async (t) => {
    const { site, verifier, tokenBy } = await openHttpScene(t, { timeoutMs: 120_000 })
    const hungUp = new Promise<void>((resolve) => {
      site.answerWith((request) => {
        request.socket.once('close', () => resolve())
      })
    })
    const asked = site.nextRequest()
    const refused = assertRefused(() => verifier.verify(tokenBy()), 'keys_unavailable')
    await asked
    verifier.close()
    await refused
    await hungUp
  },
)
