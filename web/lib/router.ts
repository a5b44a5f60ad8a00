export { A, Navigate, Route, Router, useLocation, useNavigate, useParams, useSearchParams } from '@solidjs/router';
