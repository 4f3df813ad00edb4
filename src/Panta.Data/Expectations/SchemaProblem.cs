namespace Panta.Data.Expectations;

/// <summary>One way in which a table differs from the schema it should have.</summary>
/// <param name="Column">The column.</param>
/// <param name="Kind">How it differs.</param>
/// <param name="FailingRows">The rows at fault, ascending; empty where the column as a whole is.</param>
/// <param name="Message">The same in words, with what was expected and what was found.</param>
public sealed record SchemaProblem(string Column, SchemaProblemKind Kind, ReadOnlyMemory<int> FailingRows, string Message);
