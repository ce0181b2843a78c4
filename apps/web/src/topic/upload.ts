interface Uploaded {
  id: string;
  url: string;
  markdown: string;
}

/** Sends one picture; answers its Markdown, or why it was refused (an empty message: the server did not answer). */
export async function uploadPicture(file: File): Promise<Uploaded | { message: string }> {
  const body = new FormData();
  body.set('file', file);
  try {
    const answer = await fetch('/files', { method: 'POST', body });
    return (await answer.json()) as Uploaded | { message: string };
  } catch {
    return { message: '' };
  }
}
