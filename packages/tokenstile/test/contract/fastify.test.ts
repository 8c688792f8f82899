import { describeContract } from './describe-contract.ts'
import { FASTIFY } from './fastify.ts'

describeContract(FASTIFY)
