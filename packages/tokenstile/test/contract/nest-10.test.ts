import { takeNestFrom } from '../nest/taken-from.ts'
import { describeContract } from './describe-contract.ts'

takeNestFrom('10')
const { nestOn } = await import('./nest.ts')
const { ON_EXPRESS } = await import('./nest-on-express.ts')
describeContract(nestOn(ON_EXPRESS))
