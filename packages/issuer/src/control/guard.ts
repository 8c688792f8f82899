import { createHash, timingSafeEqual } from 'node:crypto'
import { isIP } from 'node:net'
import { isOwnName, isSameOrigin } from '../protocol/same-origin.ts'
import type { Realm } from '../realm.ts'

/** Why a request to the control plane is refused. */
export interface GuardRefusal {
  readonly status: 401 | 403
  readonly description: string
}

/**
 * Gives the check that every request under `/dev/` must pass, or what it refuses with. A page on the internet can point
 * its own name at this machine (DNS rebinding) or post a form across: the first shows in `Host`, the second in `Origin`.
 * With a token, only who has it may pass.
 */
export function createGuard(
  realm: Pick<Realm, 'endpoint'>,
  controlToken: string | undefined,
): (request: Request) => GuardRefusal | undefined {
  return (request) => {
    const isKnown = isOwnName(request, realm) || (controlToken !== undefined && hasAddress(request))
    if (!isKnown) {
      return { status: 403, description: `the Host header names another machine; use ${realm.endpoint}` }
    }
    if (!isSameOrigin(request)) {
      return { status: 403, description: 'the request comes from a page of another origin' }
    }
    if (controlToken !== undefined && !hasToken(request, controlToken)) {
      return { status: 401, description: 'send the control token: Authorization: Bearer <token>' }
    }
    return undefined
  }
}

/** Whether the request names an address, as those from other machines may: only a name can be pointed elsewhere. */
function hasAddress({ url }: Request): boolean {
  return isIP(new URL(url).hostname.replace(/^\[|\]$/g, '')) !== 0
}

function hasToken(request: Request, controlToken: string): boolean {
  const [, given = ''] = /^bearer +(\S+)$/i.exec(request.headers.get('authorization') ?? '') ?? []
  return timingSafeEqual(hash(given), hash(controlToken))
}

function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
