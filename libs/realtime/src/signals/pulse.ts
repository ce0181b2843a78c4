/** Does something again and again: whenever it is woken, and by the clock besides. Never twice at a time. */
export class Pulse {
  private running = false;
  private woken = false;
  private rest: () => void = () => undefined;
  private loop: Promise<void> = Promise.resolve();

  /**
   * @param work true when there may be more to do at once; throws nothing
   * @param milliseconds rest between two looks
   */
  constructor(
    private readonly work: (woken: boolean) => Promise<boolean>,
    private readonly milliseconds: number,
  ) {}

  start(): void {
    this.running = true;
    this.loop = this.run();
  }

  wake(): void {
    this.woken = true;
    this.rest();
  }

  async stop(): Promise<void> {
    this.running = false;
    this.rest();
    await this.loop;
  }

  private async run(): Promise<void> {
    while (this.running) {
      const { woken } = this;
      this.woken = false;
      const hasMore = await this.work(woken);
      // What woke it while it worked may have come too late for this look.
      if (!hasMore && !this.woken && this.running) await this.sleep();
    }
  }

  private sleep(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.milliseconds);
      this.rest = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
