using System.Reflection;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace Panta.Data.Databases;

/// <summary>
/// Binds SQLitePCLRaw's provider to the operating system's SQLite, which gets security updates; the library in the NuGet bundles is old and not shipped.
/// </summary>
public static class SqliteLibrary
{
    static readonly Lazy<bool> Loaded = new(Load);

    /// <summary>Loads the library once per process.</summary>
    /// <exception cref="DllNotFoundException">The library is missing; the message says how to install it.</exception>
    public static void Require() => _ = Loaded.Value;

    static bool Load()
    {
        var file = OperatingSystem.IsWindows() ? "winsqlite3.dll" : OperatingSystem.IsMacOS() ? "libsqlite3.dylib" : "libsqlite3.so.0";
        if (!NativeLibrary.TryLoad(file, out var library))
            throw new DllNotFoundException($"SQLite ('{file}') is not installed on this machine; on Debian and Ubuntu: apt-get install libsqlite3-0");

        NativeLibrary.SetDllImportResolver(typeof(SQLite3Provider_e_sqlite3).Assembly, Resolve);
        raw.SetProvider(new SQLite3Provider_e_sqlite3());
        return true;

        nint Resolve(string name, Assembly assembly, DllImportSearchPath? path) => name == "e_sqlite3" ? library : 0;
    }
}
