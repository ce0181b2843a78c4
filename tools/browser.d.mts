export function browserOptions(): Promise<{ executablePath: string; env: Record<string, string>; args: string[] }>;
