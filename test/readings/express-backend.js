// Routes as an app of Express has them, and files as express.static serves them, each at a port of its own.
const express = require('express');

const [folder, secret] = process.argv.slice(2);
const routes = express();
routes.use('/admin', (_req, res) => res.send(secret));
const files = express();
files.use(express.static(folder));
const first = routes.listen(0, '127.0.0.1', () => {
  console.log(`routes ${first.address().port}`);
  const second = files.listen(0, '127.0.0.1', () => console.log(`files ${second.address().port}`));
});
