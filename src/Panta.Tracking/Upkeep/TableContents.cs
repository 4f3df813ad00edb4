namespace Panta.Tracking.Upkeep;

/// <summary>What a table holds.</summary>
/// <param name="Table">The table's name.</param>
/// <param name="Rows">Its number of rows.</param>
/// <param name="Sha256">The SHA-256 of its rows in the order of their keys; the same for the same rows in SQLite and PostgreSQL.</param>
public sealed record TableContents(string Table, long Rows, string Sha256);
