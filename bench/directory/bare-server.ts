// The least that answers the same page: node:http, jsonwebtoken, the driver and JSON.stringify. It knows one query.
import { createSecretKey } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import jwt from 'jsonwebtoken';
import { MongoClient } from 'mongodb';
import { tellParent } from './measured-process.js';

interface Person {
  _id: string;
  foldedName: string;
  name: string;
  email: string;
  jobTitle: string;
  hiredOn: string;
}

const { MONGODB_URI = '', JWT_SECRET = '' } = process.env;
const client = await new MongoClient(MONGODB_URI).connect();
const people = client.db().collection<Person>('people');
const key = createSecretKey(Buffer.from(JWT_SECRET));
const size = 50;

const server = createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => {
    const { variables } = JSON.parse(Buffer.concat(parts).toString()) as { variables: { name: string | null } };
    const token = (request.headers.authorization ?? '').slice('Bearer '.length);
    jwt.verify(token, key, { algorithms: ['HS256'], issuer: 'claimcheck', audience: 'claimcheck' });
    void page(variables.name).then((body) => {
      response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' });
      response.end(body);
    });
  });
});
server.listen(0, '127.0.0.1', () => {
  tellParent({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` });
});

async function page(name: string | null): Promise<string> {
  const found = await people
    .find(
      { kind: 'EMPLOYEE', ...(name !== null && { foldedName: { $gte: name, $lt: `${name}\uffff` } }) },
      {
        projection: { _id: 1, foldedName: 1, name: 1, email: 1, jobTitle: 1, hiredOn: 1 },
        sort: { foldedName: 1, _id: 1 },
        limit: size + 1,
      },
    )
    .toArray();
  const nodes = found
    .slice(0, size)
    .map(({ _id: id, name, email, jobTitle, hiredOn }) => ({ id, name, email, jobTitle, hiredOn }));
  const last = found[size - 1];
  const endCursor = last ? Buffer.from(JSON.stringify([last.foldedName, last._id])).toString('base64url') : null;
  return JSON.stringify({
    data: { employees: { nodes, pageInfo: { hasNextPage: found.length > size, endCursor } } },
  });
}
