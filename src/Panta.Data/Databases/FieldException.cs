namespace Panta.Data.Databases;

/// <summary>A value has no place in its column; whoever knows column and row says so to the caller.</summary>
/// <param name="value">The value, as it follows "holds".</param>
sealed class FieldException(string value) : Exception(value);
