using Dapper;
using Panta.Tracking.Stores;

namespace Panta.Tracking.Tests.Stores;

/// <summary>
/// The child process that tests kill and trace: <c>Writer FOLDER COUNT WRITERS</c> opens the folder's database and, from each of WRITERS tasks,
/// commits the numbers w, w + WRITERS, … below COUNT one by one, writing <c>N</c> and a line feed to standard output when N is acknowledged.
/// </summary>
static class Writer
{
    static async Task Main(string[] arguments)
    {
        using var folder = DataFolder.Open(arguments[0]);
        await using var database = Database.Open(folder);
        await database.WriteAsync(c => c.Execute("CREATE TABLE IF NOT EXISTS numbers (number BIGINT NOT NULL PRIMARY KEY)"));
        var first = database.Read(c => c.QuerySingle<long?>("SELECT MAX(number) + 1 FROM numbers")) ?? 0;

        using var output = Console.OpenStandardOutput();
        var writers = int.Parse(arguments[2]);
        var count = first + long.Parse(arguments[1]);
        await Task.WhenAll(Enumerable.Range(0, writers).Select(async writer =>
        {
            for (var number = first + writer; number < count; number += writers)
            {
                var row = number;
                await database.WriteAsync(c => c.Execute("INSERT INTO numbers (number) VALUES (@row)", new { row }));
                var line = System.Text.Encoding.ASCII.GetBytes($"{row}\n");
                lock (output) output.Write(line);
            }
        }));
    }
}
