import protobuf from 'protobufjs/light.js'

/**
 * The messages of Envoy's `envoy.service.auth.v3` and of `grpc.health.v1`, with the field numbers of their public interface,
 * and of these only the fields that are read or written here. On the wire only numbers and types count: texts that came from
 * a client are `bytes`, since they need not be UTF-8, and a map is the list of its entries, so that none hides another.
 */
const { root } = protobuf.Root.fromJSON({
  nested: {
    CheckRequest: { fields: { attributes: { type: 'Attributes', id: 1 } } },
    Attributes: { fields: { request: { type: 'Request', id: 4 } } },
    Request: { fields: { http: { type: 'HttpRequest', id: 2 } } },
    HttpRequest: {
      fields: {
        method: { type: 'bytes', id: 2 },
        headers: { rule: 'repeated', type: 'HeaderEntry', id: 3 },
        path: { type: 'bytes', id: 4 },
        host: { type: 'bytes', id: 5 },
        headerMap: { type: 'HeaderMap', id: 13 },
      },
    },
    HeaderEntry: { fields: { key: { type: 'bytes', id: 1 }, value: { type: 'bytes', id: 2 } } },
    HeaderMap: { fields: { headers: { rule: 'repeated', type: 'RawHeader', id: 1 } } },
    RawHeader: {
      fields: {
        key: { type: 'bytes', id: 1 },
        value: { type: 'bytes', id: 2 },
        rawValue: { type: 'bytes', id: 3 },
      },
    },
    CheckResponse: {
      fields: {
        status: { type: 'RpcStatus', id: 1 },
        denied: { type: 'Denied', id: 2 },
        ok: { type: 'Ok', id: 3 },
      },
    },
    RpcStatus: { fields: { code: { type: 'int32', id: 1 } } },
    Denied: {
      fields: {
        status: { type: 'HttpStatus', id: 1 },
        headers: { rule: 'repeated', type: 'HeaderOption', id: 2 },
        body: { type: 'string', id: 3 },
      },
    },
    Ok: {
      fields: {
        headers: { rule: 'repeated', type: 'HeaderOption', id: 2 },
        headersToRemove: { rule: 'repeated', type: 'string', id: 5 },
      },
    },
    HttpStatus: { fields: { code: { type: 'int32', id: 1 } } },
    HeaderOption: {
      fields: { header: { type: 'Header', id: 1 }, appendAction: { type: 'int32', id: 3 } },
    },
    Header: { fields: { key: { type: 'string', id: 1 }, value: { type: 'string', id: 2 } } },
    HealthRequest: { fields: { service: { type: 'string', id: 1 } } },
    HealthResponse: { fields: { status: { type: 'int32', id: 1 } } },
  },
})

/** A request of Envoy, as far as it is read. What is missing is null or empty. */
export interface CheckRequest {
  readonly attributes: {
    readonly request: { readonly http: HttpRequest | null } | null
  } | null
}

export interface HttpRequest {
  readonly method: Buffer
  readonly path: Buffer
  readonly host: Buffer
  readonly headers: readonly { readonly key: Buffer; readonly value: Buffer }[]
  readonly headerMap: {
    readonly headers: readonly { readonly key: Buffer; readonly value: Buffer; readonly rawValue: Buffer }[]
  } | null
}

/** An answer to Envoy. `status.code` 0 is a pass. */
export interface CheckResponse {
  readonly status: { readonly code: number }
  readonly denied?: {
    readonly status: { readonly code: number }
    readonly headers: readonly HeaderOption[]
    readonly body: string
  }
  readonly ok?: { readonly headers: readonly HeaderOption[]; readonly headersToRemove: readonly string[] }
}

export interface HeaderOption {
  readonly header: { readonly key: string; readonly value: string }
  readonly appendAction: number
}

const checkRequest = root.lookupType('CheckRequest')
const checkResponse = root.lookupType('CheckResponse')
const healthRequest = root.lookupType('HealthRequest')
const healthResponse = root.lookupType('HealthResponse')

// The descriptor above is what these types say.

/** Throws for bytes that are no such message. */
export const decodeCheckRequest = (bytes: Buffer): CheckRequest =>
  checkRequest.decode(bytes) as unknown as CheckRequest

export const encodeCheckResponse = (message: CheckResponse): Buffer =>
  checkResponse.encode(message).finish() as Buffer

/** Throws for bytes that are no such message. */
export const decodeHealthRequest = (bytes: Buffer): { readonly service: string } =>
  healthRequest.decode(bytes) as unknown as { readonly service: string }

export const encodeHealthResponse = (message: { readonly status: number }): Buffer =>
  healthResponse.encode(message).finish() as Buffer
