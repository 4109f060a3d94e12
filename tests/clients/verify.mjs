// What others' verifiers say of our notices, and their own signatures for ours to check.
// node verify.mjs PACKAGES
import { createRequire } from 'node:module';

const require = createRequire(process.argv[2]);
const { Webhook: Standard } = require('standardwebhooks');
const { Webhook: Svix } = require('svix');

const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const { secret, headers, body, id, at } = JSON.parse(Buffer.concat(chunks).toString());
const told = [];
for (const Verifier of [Standard, Svix]) {
  const verifier = new Verifier(secret);
  verifier.verify(body, headers);
  let refused = false;
  try {
    verifier.verify(`${body} `, headers);
  } catch {
    refused = true;
  }
  told.push({ refused, signature: verifier.sign(id, new Date(at * 1000), body) });
}
console.log(JSON.stringify(told));
