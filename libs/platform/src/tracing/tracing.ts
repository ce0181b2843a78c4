import type { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { logger } from '../log/logger.js';

type Attributes = Record<string, string | number | boolean>;

/** What is there once tracing was started: the API is not loaded before. */
let tracing: { api: typeof import('@opentelemetry/api'); provider: NodeTracerProvider } | undefined;

/**
 * Sends traces to an OpenTelemetry collector (OTLP over HTTP). While it is not called, a span costs one comparison and none of
 * OpenTelemetry's packages is loaded.
 * @param endpoint the collector's base address, as OTEL_EXPORTER_OTLP_ENDPOINT says it
 */
export async function startTracing(endpoint: string, serviceName: string): Promise<void> {
  const [api, { NodeTracerProvider: Provider, BatchSpanProcessor }, { OTLPTraceExporter }, { resourceFromAttributes }] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/sdk-trace-node'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/resources'),
  ]);
  const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, '')}/v1/traces` });
  const provider = new Provider({
    resource: resourceFromAttributes({ 'service.name': serviceName }),
    spanProcessors: [new BatchSpanProcessor(exporter)],
  });
  provider.register();
  tracing = { api, provider };
}

/** Sends what is not sent yet and stops. */
export async function stopTracing(): Promise<void> {
  const started = tracing;
  tracing = undefined;
  // A collector that is away must not keep the process from stopping well.
  await started?.provider.shutdown().catch((error: unknown) => logger.warn({ error: String(error) }, 'the last traces were not sent'));
}

/** Runs `work` inside a span, a child of the one under way; the span fails with the work. Without tracing it just runs. */
export function inSpan<T>(name: string, attributes: () => Attributes, work: () => Promise<T>): Promise<T> {
  if (tracing === undefined) return work();
  const { api } = tracing;
  return api.trace.getTracer('veche').startActiveSpan(name, { attributes: attributes() }, async (span) => {
    try {
      return await work();
    } catch (error) {
      span.setStatus({ code: api.SpanStatusCode.ERROR, message: error instanceof Error ? error.name : 'unknown' });
      throw error;
    } finally {
      span.end();
    }
  });
}

/**
 * Opens the span of an incoming request, under the caller's trace when its headers name one, and runs `next` inside it.
 * @returns ends the span with the answer's status
 */
export function inRequestSpan(
  name: string,
  headers: Record<string, unknown>,
  attributes: () => Attributes,
  next: () => void,
): (status: number) => void {
  if (tracing === undefined) {
    next();
    return () => undefined;
  }
  const { context, propagation, trace, SpanKind, SpanStatusCode } = tracing.api;
  const parent = propagation.extract(context.active(), headers);
  const span = trace.getTracer('veche').startSpan(name, { kind: SpanKind.SERVER, attributes: attributes() }, parent);
  context.with(trace.setSpan(parent, span), next);
  return (status) => {
    span.setAttribute('http.response.status_code', status);
    if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end();
  };
}
