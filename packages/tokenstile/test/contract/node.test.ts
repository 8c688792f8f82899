import { describeContract } from './describe-contract.ts'
import { NODE } from './node.ts'

describeContract(NODE)
