using Panta.Learning.Benchmarks;

// Usage: Panta.Learning.Benchmarks [rows [case …]]. Prints a line a case and peer: seconds to fit, the peer's, how many times faster ours is, and both metrics on held-out rows.
var rows = args.Length > 0 ? int.Parse(args[0]) : 1_000_000;
var cases = new Cases(AirlineRows.Generate(rows + rows / 10), rows);
string[] wanted = args.Length > 1 ? args[1..] : [.. cases.Names];
var ours = wanted.ToDictionary(name => name, cases.Run);
var peers = Peers.Run(rows, wanted);

Console.WriteLine($"{"case",-40} {"ours",10} {"peer",10} {"ratio",8}   metric (ours, peer)");
foreach (var (name, mine) in ours)
{
    var theirs = peers.Where(peer => peer.Name.StartsWith(name + " ", StringComparison.Ordinal)).ToList();
    if (theirs.Count == 0) Console.WriteLine($"{name,-40} {mine.Seconds,9:F3}s {"-",10} {"-",8}   {mine.Metric:F4}");
    foreach (var peer in theirs)
        Console.WriteLine($"{peer.Name,-40} {mine.Seconds,9:F3}s {peer.Seconds,9:F3}s {peer.Seconds / mine.Seconds,7:F2}x   {mine.Metric:F4}, {peer.Metric:F4}");
}
