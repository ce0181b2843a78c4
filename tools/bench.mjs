// The command exists before its benches do: statements, plans and bytes per page are held by specs until then.
process.stdout.write('No benches yet: they come with the next release.\n');
