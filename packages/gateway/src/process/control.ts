import type { Server } from 'node:http'
import { resolve } from 'node:path'
import { ConfigurationError } from '../config/problem.ts'
import type { ReadConfig } from '../config/read-config.ts'
import { createAdminServer, type Admin, type AdminGuard } from '../server/admin-server.ts'
import { createHealthServer, type Vitals } from '../server/health-server.ts'
import { listen } from '../server/listen.ts'
import { readSecretFile } from './secret-file.ts'

/** The listeners for those who run the gateway. */
export interface Control {
  /** Where they are; undefined where none is configured. */
  readonly health: string | undefined
  readonly admin: string | undefined
  close(): Promise<void>
}

/** Opens what is configured, all or nothing. */
export async function openControl(
  read: ReadConfig,
  vitals: Vitals,
  admin: Admin,
  onFault: (error: unknown) => void,
): Promise<Control> {
  const { health: healthAt, admin: adminAt } = read.config
  const servers: Server[] = []
  const close = async (): Promise<void> => void (await Promise.all(servers.map(closeServer)))
  const open = async (server: Server, ...[at, mode]: readonly [Parameters<typeof listen>[1], number?]) => {
    const address = await listen(server, at, mode)
    servers.push(server)
    return address
  }
  try {
    let whereAdmin: string | undefined
    const hosts = (): readonly string[] => hostsOf(adminAt, whereAdmin)
    const health = healthAt && (await open(createHealthServer(vitals), healthAt))
    if (adminAt !== undefined) {
      const guard: AdminGuard =
        'socket' in adminAt
          ? { hosts: undefined, token: undefined }
          : { hosts, token: readToken(read, adminAt.tokenFile) }
      whereAdmin = await open(createAdminServer(admin, guard, onFault), adminAt, 0o600)
    }
    return { health, admin: whereAdmin, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** Exactly these: with the name that was configured, or the address. */
function hostsOf(at: ReadConfig['config']['admin'], where: string | undefined): readonly string[] {
  if (at === undefined || 'socket' in at || where === undefined) return []
  if (at.hostname === undefined) return [where]
  const port = where.slice(where.lastIndexOf(':'))
  return [at.hostname.toLowerCase() + port, at.hostname.toLowerCase()]
}

function readToken(read: ReadConfig, file: string): string {
  const found = readSecretFile(resolve(read.folder, file))
  if ('secret' in found) return found.secret
  throw new ConfigurationError([read.locate({ path: ['admin', 'tokenFile'], message: found.problem })])
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeIdleConnections()
    // Nobody's request to a backend: no reason to wait for a scrape that hangs.
    setTimeout(() => server.closeAllConnections(), 500).unref()
  })
}
