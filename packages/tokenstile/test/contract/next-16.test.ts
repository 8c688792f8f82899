import { createIssuer } from '@tokenstile/issuer'
import { after } from 'node:test'
import { describeSite } from '../next/describe-site.ts'
import { runSite } from '../next/running-site.ts'
import { describeContract } from './describe-contract.ts'
import { contractOn } from './next.ts'

const issuer = await createIssuer().listen()
after(() => issuer.close())
const site = await runSite('16', { TEST_ISSUER: issuer.endpoint })
describeContract(contractOn(site))
describeSite(site, issuer)
