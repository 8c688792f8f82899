import { describeContract } from './describe-contract.ts'
import { FETCH } from './fetch.ts'

describeContract(FETCH)
