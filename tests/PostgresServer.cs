using System.Diagnostics;

namespace Panta.Tests;

/// <summary>
/// A PostgreSQL server of the tests' own, started at first use, on a Unix socket in a folder of its own. It is the child of a shell that waits for this
/// process: when this process ends, in whatever way, the shell reads the end of its input, stops the server and deletes the folder.
/// </summary>
sealed class PostgresServer : IDisposable
{
    const string User = "tests";
    const string Watcher = """
        bin=$1 folder=$2
        trap '' INT
        umask 077
        mkdir "$folder" && echo "$3" > "$folder/password" || exit 1
        "$bin/initdb" -D "$folder/data" -U tests --auth=scram-sha-256 --pwfile="$folder/password" --encoding=UTF8 --locale=C --no-sync > "$folder/log" 2>&1 \
          || { cat "$folder/log"; rm -rf "$folder"; exit 1; }
        start() {
          # After a crash the memory of the one before may be there for a moment yet, and keeps a new one out.
          for try in 1 2 3 4 5 6 7 8; do
            "$bin/postgres" -D "$folder/data" -k "$folder" -c listen_addresses= $4 \
              -c shared_buffers=32MB >> "$folder/log" 2>&1 &
            server=$!
            until "$bin/pg_isready" -q -h "$folder" || ! kill -0 $server 2> /dev/null; do sleep 0.1; done
            kill -0 $server 2> /dev/null && echo ready && return
            sleep 0.5
          done
          cat "$folder/log"
        }
        stop() { kill -INT $server 2> /dev/null; wait $server; }
        crash() { kill -KILL $server $(cat /proc/$server/task/$server/children); wait $server 2> /dev/null; }
        start
        while read -r word; do
          case $word in
            stop) stop; echo stopped;;
            crash) crash; echo crashed;;
            start) start;;
          esac
        done
        stop; rm -rf "$folder"
        """;

    // Quick, and not to be trusted when the machine itself stops.
    const string Forgetful = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off";

    static readonly Lazy<PostgresServer> Started = new(() => New());

    // Kept, so that its input stays open for as long as this process lives.
    readonly Process _watcher;

    PostgresServer(string binaries, string place, string settings)
    {
        Folder = $"{place}/panta-postgres-{Path.GetRandomFileName()}";
        // initdb refuses root.
        string[] asItsUser = Environment.UserName == "root" ? ["runuser", "-u", "postgres", "--"] : [];
        string[] words = [.. asItsUser, "sh", "-c", Watcher, "sh", binaries, Folder, Password, settings];
        var start = new ProcessStartInfo(words[0], words[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true, WorkingDirectory = "/" };
        _watcher = Process.Start(start)!;
        Expect("ready");
    }

    /// <summary>Where initdb and postgres are; null where PostgreSQL is not installed.</summary>
    public static string? Binaries { get; } = Find();

    /// <summary>The one server of this process.</summary>
    public static PostgresServer Instance => Started.Value;

    /// <summary>The folder of its socket, which is its host name.</summary>
    public string Folder { get; }

    public string Password { get; } = "se;cr'et=" + Guid.NewGuid().ToString("N");

    /// <summary>How Npgsql reaches it; more settings may follow.</summary>
    public string ConnectionString => $"Host={Folder};Username={User};Password=\"{Password}\";Database=postgres";

    /// <summary>A server that a test may stop and start.</summary>
    /// <param name="place">The folder in which its own is made; the user <c>postgres</c> must be able to write there. Default <c>/tmp</c>.</param>
    /// <param name="durable">Whether what it acknowledges is on disk, as is a server's own default; measuring needs it, tests do not. Default false.</param>
    public static PostgresServer New(string place = "/tmp", bool durable = false) => new(Binaries!, place, durable ? "" : Forgetful);

    /// <summary>Stops it: connections break, and no new ones are taken.</summary>
    public void Stop()
    {
        _watcher.StandardInput.WriteLine("stop");
        Expect("stopped");
    }

    /// <summary>Kills it (<c>kill -9</c>); what it had acknowledged is in its log of changes, from which it comes back at the next start.</summary>
    public void Crash()
    {
        _watcher.StandardInput.WriteLine("crash");
        Expect("crashed");
    }

    /// <summary>Starts it again, with its data.</summary>
    public void Start()
    {
        _watcher.StandardInput.WriteLine("start");
        Expect("ready");
    }

    /// <summary>Stops it and deletes its folder.</summary>
    public void Dispose()
    {
        _watcher.StandardInput.Close();
        _watcher.WaitForExit();
        _watcher.Dispose();
    }

    void Expect(string word)
    {
        var said = _watcher.StandardOutput.ReadLine();
        if (said != word) throw new InvalidOperationException($"PostgreSQL is not {word}: {said} {_watcher.StandardOutput.ReadToEnd()}");
    }

    static string? Find()
    {
        const string Debian = "/usr/lib/postgresql";
        var versions = Directory.Exists(Debian) ? Directory.GetDirectories(Debian).Select(version => Path.Combine(version, "bin")) : [];
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Concat(versions);
        var initdb = folders.Where(folder => folder.Length > 0).Select(folder => Path.Combine(folder, "initdb")).FirstOrDefault(File.Exists);
        return initdb is null ? null : Path.GetDirectoryName(File.ResolveLinkTarget(initdb, returnFinalTarget: true)?.FullName ?? initdb);
    }
}
