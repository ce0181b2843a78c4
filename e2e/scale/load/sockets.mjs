// A crowd of open pages in a process of its own: bare websockets that speak as much of the protocol as a page does.
import { WebSocket } from 'ws';

const [url, topic] = process.argv.slice(2);
const address = `${url.replace(/^http/, 'ws')}/socket.io/?EIO=4&transport=websocket`;
/** Handshakes under way at a time, as a browser's network would have it. */
const AT_ONCE = 100;
const sockets = [];
let cursor;
let hears = () => undefined;

process.on('message', async (message) => {
  if (message.open) process.send(await open(message.open));
  else if (message.close) process.send(await close());
  else if (message.hear) process.send(await hear());
  else if (message.again) {
    const count = sockets.length;
    await close();
    process.send(await open(count, count));
  }
});

async function open(count, atOnce = AT_ONCE) {
  const began = performance.now();
  let failed = 0;
  let left = count;
  const worker = async () => {
    while (left-- > 0) {
      while (!(await connect())) {
        failed++;
        await new Promise((resolve) => setTimeout(resolve, 200 + Math.random() * 800));
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, count) }, worker));
  return { seconds: (performance.now() - began) / 1000, failed };
}

/** Connects and watches; false when refused. */
function connect() {
  return new Promise((resolve) => {
    const socket = new WebSocket(address, { origin: url, perMessageDeflate: false, handshakeTimeout: 30_000 });
    socket.on('error', () => resolve(false));
    socket.on('message', (data) => {
      const text = data.toString();
      if (text === '2') socket.send('3');
      else if (text.startsWith('0')) socket.send('40');
      else if (text.startsWith('40'))
        socket.send(`420${JSON.stringify(['watch', { subject: { topic }, ...(cursor && { after: cursor }) }])}`);
      else if (text.startsWith('430')) {
        cursor = JSON.parse(text.slice(3))[0].cursor;
        sockets.push(socket);
        resolve(true);
      } else if (text.startsWith('42["frames"')) hears();
      else if (text.startsWith('44')) resolve(false);
    });
  });
}

async function close() {
  const all = sockets.splice(0);
  await Promise.all(
    all.map((socket) => {
      const gone = new Promise((resolve) => socket.once('close', resolve));
      socket.close();
      return gone;
    }),
  );
  return {};
}

function hear() {
  const began = performance.now();
  let count = 0;
  return new Promise((resolve) => {
    hears = () => {
      if (++count === sockets.length) resolve({ seconds: (performance.now() - began) / 1000 });
    };
  });
}
