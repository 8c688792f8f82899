import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { generate } from 'selfsigned'

/** A certificate for `localhost`, made now. Processes that are started with `environment` trust it, no others. */
export interface LocalCertificate {
  readonly key: string
  readonly cert: string
  readonly environment: NodeJS.ProcessEnv
  remove(): Promise<void>
}

export async function makeLocalCertificate(): Promise<LocalCertificate> {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] },
    ],
  })
  const folder = await mkdtemp(path.join(os.tmpdir(), 'tokenstile-faults-'))
  const file = path.join(folder, 'localhost.pem')
  await writeFile(file, cert)
  return {
    key,
    cert,
    environment: { NODE_EXTRA_CA_CERTS: file },
    remove: () => rm(folder, { recursive: true }),
  }
}
