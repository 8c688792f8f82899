/** As much of the OpenID provider as the tests use. Its own declarations bring those of Koa, which do not compile here. */
declare module 'oidc-provider' {
  import type { IncomingMessage, ServerResponse } from 'node:http'

  export class Provider {
    constructor(issuer: string, configuration: Configuration)
    callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>
    interactionFinished(request: IncomingMessage, response: ServerResponse, result: object): Promise<void>
    readonly Grant: new (of: { clientId: string; accountId: string }) => Grant
  }

  export interface Grant {
    addOIDCScope(scope: string): void
    addResourceScope(resource: string, scope: string): void
    save(): Promise<string>
  }

  export interface Context {
    readonly oidc: { readonly provider: Provider; readonly issuer: string }
  }

  export interface Configuration {
    readonly adapter: (model: string) => Adapter
    readonly interactions: {
      readonly url: (context: Context, interaction: { readonly uid: string }) => string
    }
    readonly loadExistingGrant: (context: Context) => Promise<Grant>
    readonly findAccount: (context: Context, id: string) => object
    readonly [name: string]: unknown
  }

  /** What the provider keeps under an id. */
  export interface Adapter {
    upsert(id: string, payload: Payload, expiresInSeconds: number): Promise<void>
    find(id: string): Promise<Payload | undefined>
    findByUid(uid: string): Promise<Payload | undefined>
    consume(id: string): Promise<void>
    destroy(id: string): Promise<void>
    revokeByGrantId(grantId: string): Promise<void>
  }

  export interface Payload {
    readonly kind: string
    readonly uid?: string
    readonly grantId?: string
    consumed?: boolean
  }
}
