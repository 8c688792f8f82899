import { describeContract } from './describe-contract.ts'
import { EXPRESS } from './express.ts'

EXPRESS.forEach(describeContract)
