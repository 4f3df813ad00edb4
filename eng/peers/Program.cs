using System.Diagnostics;
using Panta.Tests;

// Installs the programs that tests compare Panta with, where the shared folder is; elsewhere those tests are skipped.
if (!File.Exists(Shared.Path("peers/install")))
{
    Console.WriteLine("peers: no shared folder here; tests against other programs are skipped");
    return 0;
}

using var install = Process.Start(new ProcessStartInfo(Shared.Path("peers/install")))!;
await install.WaitForExitAsync();
return install.ExitCode;
