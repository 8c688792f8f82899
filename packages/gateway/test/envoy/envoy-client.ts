import type { TestContext } from 'node:test'
import { Client, credentials, type ServiceError } from '@grpc/grpc-js'
import protobuf from 'protobufjs'

/**
 * A client of Envoy's interface with a description of its own, in the words of Envoy's: what the gateway's description gets
 * wrong must not be wrong here in the same way.
 */
const { root } = protobuf.parse(`
syntax = "proto3";
message CheckRequest { AttributeContext attributes = 1; }
message AttributeContext { Request request = 4; map<string, string> context_extensions = 10; }
message Request { HttpRequest http = 2; }
message HttpRequest {
  string id = 1; string method = 2; map<string, string> headers = 3; string path = 4; string host = 5; string scheme = 6;
  string query = 7; string fragment = 8; int64 size = 9; string protocol = 10; string body = 11; bytes raw_body = 12;
  HeaderMap header_map = 13;
}
message HeaderMap { repeated HeaderValue headers = 1; }
message HeaderValue { string key = 1; string value = 2; bytes raw_value = 3; }
message HeaderValueOption { HeaderValue header = 1; HeaderAppendAction append_action = 3; }
enum HeaderAppendAction { APPEND_IF_EXISTS_OR_ADD = 0; ADD_IF_ABSENT = 1; OVERWRITE_IF_EXISTS_OR_ADD = 2; }
message CheckResponse {
  Status status = 1;
  oneof http_response { DeniedHttpResponse denied_response = 2; OkHttpResponse ok_response = 3; }
}
message Status { int32 code = 1; string message = 2; }
message HttpStatus { int32 code = 1; }
message DeniedHttpResponse { HttpStatus status = 1; repeated HeaderValueOption headers = 2; string body = 3; }
message OkHttpResponse { repeated HeaderValueOption headers = 2; repeated string headers_to_remove = 5; }
`)
const request = root.lookupType('CheckRequest')
const response = root.lookupType('CheckResponse')

const CHECK = '/envoy.service.auth.v3.Authorization/Check'
const HEALTH = '/grpc.health.v1.Health/Check'
const WATCH = '/grpc.health.v1.Health/Watch'

/** What Envoy reads in an answer. */
export interface EnvoyAnswer {
  /** The status of the call itself. */
  readonly rpc: number
  /** What decides: 0 is a pass. Undefined where the call failed. */
  readonly code: number | undefined
  readonly isPass: boolean
  /** What the client gets of a refusal. */
  readonly status: number | undefined
  readonly body: string | undefined
  readonly headers: ReadonlyMap<string, string>
  readonly appendActions: ReadonlySet<string>
  readonly removed: readonly string[]
}

/** What a client asks of Envoy. */
export interface AskedOfEnvoy {
  readonly method?: string
  readonly path?: string
  readonly host?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly headerMap?: { readonly headers: readonly { readonly key: string; readonly rawValue: Buffer }[] }
}

export interface EnvoyClient {
  check(asked: AskedOfEnvoy): Promise<EnvoyAnswer>
  /** Sends bytes as they are. */
  send(bytes: Uint8Array): Promise<EnvoyAnswer>
  /** The status that the health service tells, or minus the code of a call that failed. */
  health(service?: string): Promise<number>
  /** The statuses that the health service tells while it is watched, and how that ended. */
  watch(service: string): { readonly statuses: number[]; readonly ended: Promise<ServiceError> }
}

/** The bytes of a message in the shape of Envoy's. */
export const toBytes = (message: Record<string, unknown>): Uint8Array =>
  request.encode(request.fromObject(message)).finish()

const toHealthRequest = (service: string): Buffer =>
  Buffer.concat([Buffer.from([0x0a, service.length]), Buffer.from(service)])

const asIs = (value: Buffer): Buffer => value

export function openEnvoyClient(t: TestContext, address: string): EnvoyClient {
  const client = new Client(address, credentials.createInsecure())
  t.after(() => client.close())
  const call = (path: string, bytes: Uint8Array): Promise<Buffer | ServiceError> =>
    new Promise((resolve) => {
      client.makeUnaryRequest(path, asIs, asIs, Buffer.from(bytes), (error, answer) =>
        resolve(error ?? (answer as Buffer)),
      )
    })
  const send = async (bytes: Uint8Array): Promise<EnvoyAnswer> => readAnswer(await call(CHECK, bytes))
  return {
    send,
    check: ({ method = 'GET', path = '/', host = 'api.example', headers = {}, headerMap }) =>
      send(toBytes({ attributes: { request: { http: { method, path, host, headers, headerMap } } } })),
    watch: (service) => {
      const statuses: number[] = []
      const watching = client.makeServerStreamRequest(WATCH, asIs, asIs, toHealthRequest(service))
      watching.on('data', (answer: Buffer) => statuses.push(answer[1] as number))
      const ended = new Promise<ServiceError>((resolve) => watching.on('error', resolve))
      return { statuses, ended }
    },
    health: async (service = '') => {
      const answer = await call(HEALTH, toHealthRequest(service))
      return answer instanceof Error ? -answer.code : (answer[1] as number)
    },
  }
}

interface Written {
  readonly header: { readonly key: string; readonly value: string }
  readonly appendAction: string
}

function readAnswer(answer: Buffer | ServiceError): EnvoyAnswer {
  if (answer instanceof Error) {
    const nothing = { code: undefined, isPass: false, status: undefined, body: undefined, removed: [] }
    return { ...nothing, rpc: answer.code, headers: new Map(), appendActions: new Set() }
  }
  const read = response.toObject(response.decode(answer), { defaults: true, enums: String }) as {
    readonly status?: { readonly code: number }
    readonly deniedResponse?: {
      readonly status: { readonly code: number }
      readonly headers: readonly Written[]
      readonly body: string
    }
    readonly okResponse?: {
      readonly headers: readonly Written[]
      readonly headersToRemove: readonly string[]
    }
  }
  const { status, deniedResponse: denied, okResponse: ok } = read
  const headers = ok?.headers ?? denied?.headers ?? []
  return {
    rpc: 0,
    // To Envoy a status that is missing is a pass.
    code: status?.code ?? 0,
    isPass: (status?.code ?? 0) === 0,
    status: denied?.status.code,
    body: denied?.body,
    headers: new Map(headers.map(({ header }) => [header.key.toLowerCase(), header.value])),
    appendActions: new Set(headers.map(({ appendAction }) => appendAction)),
    removed: ok?.headersToRemove ?? [],
  }
}
