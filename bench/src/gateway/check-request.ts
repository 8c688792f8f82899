import protobuf from 'protobufjs'

/** The part of `envoy.service.auth.v3` that Envoy fills for a request without a body. */
const { root } = protobuf.parse(`
syntax = "proto3";
message CheckRequest { AttributeContext attributes = 1; }
message AttributeContext { Peer source = 1; Peer destination = 2; Request request = 4; }
message Peer { Address address = 1; }
message Address { SocketAddress socket_address = 1; }
message SocketAddress { string address = 2; uint32 port_value = 3; }
message Request { HttpRequest http = 2; }
message HttpRequest {
  string id = 1; string method = 2; string path = 4; string host = 5; string scheme = 6; int64 size = 9; string protocol = 10;
  HeaderMap header_map = 13;
}
message HeaderMap { repeated HeaderValue headers = 1; }
message HeaderValue { string key = 1; bytes raw_value = 3; }
message CheckResponse { Status status = 1; }
message Status { int32 code = 1; }
`)
const type = root.lookupType('CheckRequest')
const answerType = root.lookupType('CheckResponse')

/** Gives the bytes, in hexadecimal, that Envoy would send for a request of a usual client with this token. */
export function writeCheckRequest(token: string): string {
  const headers = {
    ':authority': 'api.example',
    ':path': '/orders/17?page=2',
    ':method': 'GET',
    ':scheme': 'http',
    'user-agent': 'bench',
    accept: 'application/json',
    authorization: `Bearer ${token}`,
    'x-forwarded-for': '192.0.2.7',
    'x-forwarded-proto': 'http',
    'x-request-id': '4f4e1a2b-0c5d-4e6f-8a9b-0123456789ab',
  }
  const http = {
    id: '12345678901234567',
    method: 'GET',
    path: '/orders/17?page=2',
    host: 'api.example',
    scheme: 'http',
    size: -1,
    protocol: 'HTTP/1.1',
    headerMap: {
      headers: Object.entries(headers).map(([key, value]) => ({ key, rawValue: Buffer.from(value) })),
    },
  }
  const message = {
    attributes: { source: peer('192.0.2.7', 33333), destination: peer('192.0.2.1', 443), request: { http } },
  }
  return Buffer.from(type.encode(type.fromObject(message)).finish()).toString('hex')
}

function peer(address: string, portValue: number): object {
  return { address: { socketAddress: { address, portValue } } }
}

/** Whether an answer, in hexadecimal, lets the request pass. */
export function isPass(answer: string): boolean {
  const { status } = answerType.toObject(answerType.decode(Buffer.from(answer, 'hex')), { defaults: true })
  return (status as { readonly code: number } | null)?.code === 0
}
