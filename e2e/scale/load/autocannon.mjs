// The load tool from npm, for systems without wrk. Each connection gets its own list of requests before it starts: replacing the
// request in a response hook makes autocannon 9 fall back to `GET /` without a word (speed.md, lesson 8).
import autocannon from 'autocannon';

export async function autocannonLoad(url, requests, { seconds, prefix, connections }) {
  const seen = { wrong: 0, first: '', lengths: new Set(), most: 0 };
  let next = 0;
  const result = await autocannon({
    url,
    connections,
    duration: seconds,
    timeout: 30,
    setupClient(client) {
      const nth = next++;
      const own = requests.filter((_, i) => i % connections === nth % connections);
      let answers = 0;
      client.setRequests(
        (own.length > 0 ? own : requests).map(({ method = 'GET', path, headers = {}, body }) => ({ method, path, headers, body })),
      );
      client.on('body', (body) => {
        seen.lengths.add(body.length);
        answers += 1;
        seen.most = Math.max(seen.most, answers / Math.max(1, own.length));
        if (body.subarray(0, prefix.length).toString() !== prefix) note(seen, body.toString().slice(0, 300));
      });
      client.on('headers', ({ statusCode }) => {
        if (statusCode !== 200) note(seen, String(statusCode));
      });
    },
  });
  return {
    requests: result.requests.total,
    seconds: result.duration,
    bytes: result.throughput.total,
    p50: result.latency.p50,
    p99: result.latency.p99,
    failed: result.errors + result.timeouts,
    wrong: seen.wrong,
    kinds: seen.lengths.size,
    rounds: Math.floor(seen.most),
    first: seen.first,
  };
}

function note(seen, text) {
  seen.wrong += 1;
  seen.first ||= text;
}
