import { describeContract } from './describe-contract.ts'
import { ON_EXPRESS } from './nest-on-express.ts'
import { ON_FASTIFY } from './nest-on-fastify.ts'
import { nestOn } from './nest.ts'

describeContract(nestOn(ON_EXPRESS))
describeContract(nestOn(ON_FASTIFY))
