import { mayAskForResource, type Client } from '../clients/client.ts'
import { checkResource } from '../clients/resource.ts'
import { checkScopes, isPersonScope } from '../clients/scopes.ts'
import { FULL_SCOPES } from '../people/standard-attributes.ts'
import { SCOPES } from './discovery.ts'
import { OAuthError } from './oauth-error.ts'

/** Gives the resource, checked: who may ask for one, and for which (RFC 8707). */
export function readResource(resource: string, client: Client): string {
  if (!mayAskForResource(client.kind)) {
    throw new OAuthError('invalid_target', `a client of kind ${client.kind} cannot ask for a resource`)
  }
  try {
    checkResource(resource)
  } catch {
    throw new OAuthError('invalid_target', 'the resource must be an https URI without query or fragment')
  }
  if (client.resources !== undefined && !Object.hasOwn(client.resources, resource)) {
    throw new OAuthError('invalid_target', 'this client has no such resource; compare it letter by letter')
  }
  return resource
}

/** Gives the scopes that a person's client asks for, each once. */
export function readPersonScopes(
  scope: string | undefined,
  client: Client,
  resource: string | undefined,
): readonly string[] {
  const scopes = splitScopes(scope)
  const ofResource = resource === undefined ? [] : (client.resources?.[resource] ?? undefined)
  for (const name of scopes) {
    const isKnown = SCOPES.includes(name) || ofResource === undefined || ofResource.includes(name)
    if (!isKnown) throw new OAuthError('invalid_scope', 'a scope is unknown; scopes_supported has them all')
    if (client.kind === 'third_party_app' && FULL_SCOPES.includes(name)) {
      throw new OAuthError('invalid_scope', 'a third-party client cannot have full access')
    }
  }
  return scopes
}

/** Gives the scopes that a machine asks for; all that it may have where it asks for none. */
export function readMachineScopes(
  scope: string | undefined,
  client: Client,
  resource: string,
): readonly string[] {
  const scopes = splitScopes(scope)
  const allowed = client.resources?.[resource]
  if (scope === undefined) return allowed ?? []
  const isPersonal = scopes.some(isPersonScope)
  if (isPersonal || (allowed !== undefined && !scopes.every((name) => allowed.includes(name)))) {
    throw new OAuthError('invalid_scope', 'this client cannot have one of the scopes for this resource')
  }
  return scopes
}

export function splitScopes(scope = ''): readonly string[] {
  const scopes = [...new Set(scope.split(' ').filter((name) => name !== ''))]
  try {
    checkScopes(scopes)
  } catch {
    throw new OAuthError('invalid_scope', 'scope holds a character that no scope may have')
  }
  return scopes
}
