import type { Surroundings } from '../surroundings.ts'
import { UsageError } from '../usage-error.ts'
import { createControlClient } from './control-client.ts'
import type { ControlOptions } from './control-options.ts'

export interface MintOptions extends ControlOptions {
  readonly user?: string | undefined
  readonly role?: readonly string[] | undefined
  readonly client?: string | undefined
  readonly resource?: string | undefined
  readonly scope?: readonly string[] | undefined
  readonly lifetime?: number | undefined
  readonly loginAge?: number | undefined
  readonly claim?: readonly (readonly [name: string, value: unknown])[] | undefined
  readonly fault?: string | undefined
  readonly listFaults?: boolean | undefined
}

interface FaultRow {
  readonly name: string
  readonly sentence: string
}

/** Prints an access token of the local issuer, and nothing else. */
export async function runToken(options: MintOptions, surroundings: Surroundings): Promise<void> {
  const { out } = surroundings
  const control = createControlClient(options, surroundings)
  if (options.listFaults === true) {
    const faults = await control.get<readonly FaultRow[]>('faults')
    const width = Math.max(...faults.map(({ name }) => name.length))
    out(faults.map(({ name, sentence }) => `${name.padEnd(width)}  ${sentence}\n`).join(''))
    return
  }
  const { access_token: token } = await control
    .post<{ readonly access_token: string }>('token', toTokenOptions(options))
    .catch((error: unknown) => {
      throw inShort(error, options)
    })
  out(`${token}\n`)
}

/** The issuer lists all its faults where a name is none of them. */
function inShort(error: unknown, { fault }: MintOptions): unknown {
  return error instanceof UsageError && error.message.startsWith('token: fault must be')
    ? new UsageError(`there is no fault ${fault}`, '"tokenstile token --list-faults" lists them')
    : error
}

function toTokenOptions(options: MintOptions): object {
  const { fault, lifetime: lifetimeSeconds, client: id, resource, scope: scopes } = options
  const shared = {
    ...(fault !== undefined && { fault }),
    ...(lifetimeSeconds !== undefined && { lifetimeSeconds }),
  }
  const bound = { ...(resource !== undefined && { resource }), ...(scopes !== undefined && { scopes }) }
  if (id === undefined) return { ...shared, ...bound, ...toPerson(options) }
  if (options.user !== undefined || options.role !== undefined) {
    throw new UsageError('--client is for a machine, which is no user', 'say --client or --user, not both')
  }
  return { ...shared, client: { id, ...bound } }
}

function toPerson({ user, role, loginAge, claim }: MintOptions): object {
  if (role !== undefined && user === undefined) {
    throw new UsageError('--role needs to know whose', 'say --user alice --role admin')
  }
  return {
    ...(user !== undefined && { user: role === undefined ? user : { id: user, roles: role } }),
    ...(loginAge !== undefined && { authTimeSecondsAgo: loginAge }),
    ...(claim !== undefined && { claims: Object.fromEntries(claim) }),
  }
}
