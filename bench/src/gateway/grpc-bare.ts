// A process of its own: a gRPC server whose every answer is ready. Tells its port.
import { Server, ServerCredentials } from '@grpc/grpc-js'

const asIs = (bytes: Buffer): Buffer => bytes
const answer = Buffer.from(process.argv[2] as string, 'hex')
const server = new Server()
server.addService(
  {
    Check: {
      path: '/envoy.service.auth.v3.Authorization/Check',
      requestStream: false,
      responseStream: false,
      requestSerialize: asIs,
      requestDeserialize: asIs,
      responseSerialize: asIs,
      responseDeserialize: asIs,
    },
  },
  { Check: (_: unknown, done: (error: null, bytes: Buffer) => void) => done(null, answer) },
)
server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error
  process.send?.({ port })
})
process.on('disconnect', () => process.exit())
